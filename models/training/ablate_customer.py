from foresale import ablate


def model(dbt, session):
    return ablate(
        models=dbt.ref("champions"),
        labels=dbt.ref("labels_customer__vintage"),
        features=dbt.ref("features_customer"),
        feature_list=dbt.ref("feature_list"),
        guards=dbt.ref("feature_guards"),
        entity="customer",
        candidates=dbt.ref("candidates"),
        session=session,
    )
