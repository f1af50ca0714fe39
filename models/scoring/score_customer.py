from foresale import of_entity, score


def model(dbt, session):
    models = of_entity(dbt.ref("model_vintages"), "customer")
    features = dbt.ref("features_customer")
    limits = dbt.ref("confidence_limits")
    return score(models=models, features=features, limits=limits, session=session)
