from foresale import of_entity, united, weigh


def model(dbt, session):
    models = dbt.ref("champions")
    matrices = {
        "customer": dbt.ref("features_customer"),
        "property": dbt.ref("features_property"),
        "car_lead": dbt.ref("features_car_lead"),
        "contractor_lead": dbt.ref("features_contractor_lead"),
    }
    return united(
        weigh(models=of_entity(models, entity), features=features, session=session)
        for entity, features in matrices.items()
    )
