from foresale import explain


def model(dbt, session):
    models = dbt.ref("champions")
    features = dbt.ref("features_customer")
    return explain(models=models, features=features, session=session)
