from foresale import of_entity, train


def model(dbt, session):
    return train(
        labels=of_entity(dbt.ref("learning_labels"), "customer"),
        offers=of_entity(dbt.ref("learning_offers"), "customer"),
        features=dbt.ref("features_customer"),
        feature_list=dbt.ref("feature_list"),
        guards=dbt.ref("feature_guards"),
        entity="customer",
        tasks=dbt.ref("tasks"),
        candidates=dbt.ref("candidates"),
        session=session,
    )
