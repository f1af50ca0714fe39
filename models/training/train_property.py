from foresale import of_entity, train


def model(dbt, session):
    return train(
        labels=of_entity(dbt.ref("learning_labels"), "property"),
        offers=of_entity(dbt.ref("learning_offers"), "property"),
        features=dbt.ref("features_property"),
        feature_list=dbt.ref("feature_list"),
        guards=dbt.ref("feature_guards"),
        entity="property",
        tasks=dbt.ref("tasks"),
        candidates=dbt.ref("candidates"),
        session=session,
    )
