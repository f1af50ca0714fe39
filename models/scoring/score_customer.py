from foresale import score


def model(dbt, session):
    models = dbt.ref("model_vintages")
    features = dbt.ref("features_customer")
    return score(models=models, features=features, session=session)
