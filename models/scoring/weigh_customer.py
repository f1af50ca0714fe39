from foresale import weigh


def model(dbt, session):
    return weigh(
        models=dbt.ref("champions"), features=dbt.ref("features_customer"), session=session
    )
