from foresale import guard, of_entity, united


def model(dbt, session):
    labels = dbt.ref("learning_labels")
    offers = dbt.ref("learning_offers")
    limits = dbt.ref("leak_guards")
    matrices = {
        "customer": dbt.ref("features_customer"),
        "property": dbt.ref("features_property"),
        "car_lead": dbt.ref("features_car_lead"),
        "contractor_lead": dbt.ref("features_contractor_lead"),
    }
    return united(
        guard(
            labels=of_entity(labels, entity),
            offers=of_entity(offers, entity),
            features=features,
            limits=limits,
            session=session,
        )
        for entity, features in matrices.items()
    )
