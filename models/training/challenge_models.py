from foresale import challenge, of_entity, united


def model(dbt, session):
    contenders = dbt.ref("contenders")
    labels = dbt.ref("labelled_outcomes")
    feature_list = dbt.ref("feature_list")
    guards = dbt.ref("feature_guards")
    tasks = dbt.ref("tasks")
    limits = dbt.ref("promotion_limits")
    matrices = {
        "customer": dbt.ref("features_customer"),
        "property": dbt.ref("features_property"),
        "car_lead": dbt.ref("features_car_lead"),
        "contractor_lead": dbt.ref("features_contractor_lead"),
    }
    return united(
        challenge(
            contenders=of_entity(contenders, entity),
            labels=of_entity(labels, entity),
            features=features,
            feature_list=feature_list,
            guards=guards,
            entity=entity,
            tasks=tasks,
            limits=limits,
            session=session,
        )
        for entity, features in matrices.items()
    )
