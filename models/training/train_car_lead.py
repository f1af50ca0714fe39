from foresale import of_entity, train


def model(dbt, session):
    return train(
        labels=of_entity(dbt.ref("learning_labels"), "car_lead"),
        offers=of_entity(dbt.ref("learning_offers"), "car_lead"),
        features=dbt.ref("features_car_lead"),
        feature_list=dbt.ref("feature_list"),
        guards=dbt.ref("feature_guards"),
        entity="car_lead",
        tasks=dbt.ref("tasks"),
        candidates=dbt.ref("candidates"),
        session=session,
    )
