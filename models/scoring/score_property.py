from foresale import of_entity, score


def model(dbt, session):
    models = of_entity(dbt.ref("model_vintages"), "property")
    features = dbt.ref("features_property")
    limits = dbt.ref("confidence_limits")
    return score(models=models, features=features, limits=limits, session=session)
