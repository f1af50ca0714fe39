from foresale import drift, of_entity, united


def model(dbt, session):
    models = dbt.ref("champions")
    feature_list = dbt.ref("feature_list")
    predictions = dbt.ref("predictions")
    outcomes = dbt.ref("labelled_outcomes")
    signals = dbt.ref("signals")
    limits = dbt.ref("alert_limits")
    matrices = {
        "customer": dbt.ref("features_customer"),
        "property": dbt.ref("features_property"),
        "car_lead": dbt.ref("features_car_lead"),
        "contractor_lead": dbt.ref("features_contractor_lead"),
    }
    return united(
        drift(
            models=of_entity(models, entity),
            features=features,
            feature_list=feature_list,
            predictions=predictions,
            outcomes=outcomes,
            signals=signals,
            limits=limits,
            entity=entity,
            session=session,
        )
        for entity, features in matrices.items()
    )
