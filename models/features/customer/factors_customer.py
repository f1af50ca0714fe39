from foresale import factorise


def model(dbt, session):
    pairs = dbt.ref("sku_pairs_customer")
    settings = dbt.ref("basket_settings")
    return factorise(pairs=pairs, settings=settings, entity="customer", session=session)
