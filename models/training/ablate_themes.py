from foresale import ablate, of_entity, united


def model(dbt, session):
    models = dbt.ref("champions")
    labels = dbt.ref("learning_labels")
    feature_list = dbt.ref("feature_list")
    guards = dbt.ref("feature_guards")
    candidates = dbt.ref("candidates")
    matrices = {
        "customer": dbt.ref("features_customer"),
        "property": dbt.ref("features_property"),
        "car_lead": dbt.ref("features_car_lead"),
        "contractor_lead": dbt.ref("features_contractor_lead"),
    }
    return united(
        ablate(
            models=of_entity(models, entity),
            labels=of_entity(labels, entity),
            features=features,
            feature_list=feature_list,
            guards=guards,
            entity=entity,
            candidates=candidates,
            session=session,
        )
        for entity, features in matrices.items()
    )
