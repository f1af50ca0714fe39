from foresale import guard


def model(dbt, session):
    return guard(
        labels=dbt.ref("labels_customer__vintage"),
        offers=dbt.ref("labels_customer__frame"),
        features=dbt.ref("features_customer"),
        limits=dbt.ref("leak_guards"),
        session=session,
    )
