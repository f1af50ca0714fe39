from foresale import train


def model(dbt, session):
    return train(
        labels=dbt.ref("labels_customer__vintage"),
        offers=dbt.ref("labels_customer__frame"),
        features=dbt.ref("features_customer"),
        feature_list=dbt.ref("feature_list"),
        guards=dbt.ref("feature_guards"),
        entity="customer",
        tasks=dbt.ref("tasks"),
        candidates=dbt.ref("candidates"),
        session=session,
    )
