from foresale import train


def model(dbt, session):
    labels = dbt.ref("labels_customer")
    features = dbt.ref("features_customer")
    tasks = dbt.ref("tasks")
    candidates = dbt.ref("candidates")
    return train(
        labels=labels, features=features, tasks=tasks, candidates=candidates, session=session
    )
