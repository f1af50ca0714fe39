from foresale import expect_orders


def model(dbt, session):
    rhythms = dbt.ref("order_rhythms")
    tasks = dbt.ref("tasks")
    return expect_orders(rhythms=rhythms, tasks=tasks, entity="customer", session=session)
