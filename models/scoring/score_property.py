from foresale import of_entity, score


def model(dbt, session):
    models = of_entity(dbt.ref("model_vintages"), "property")
    features = dbt.ref("features_property")
    return score(models=models, features=features, session=session)
