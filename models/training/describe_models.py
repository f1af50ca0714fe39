from foresale import describe


def model(dbt, session):
    return describe(models=dbt.ref("champions"), session=session)
