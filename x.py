import time
from pathlib import Path
from dbt.cli.main import dbtRunner
from foresale.publish import publish
from foresale.build import published_marts
import duckdb
r=dbtRunner().invoke(["--quiet","build","--select","whitespace","model_cards","feature_catalog"])
print(r.success)
import os; print(os.listdir('.'))
t=time.time()
p=publish(warehouse=Path('warehouse.duckdb'),publish_to=Path('publish'),marts=["whitespace","model_cards","feature_catalog"])
print(p,time.time()-t)
c=duckdb.connect(str(p.database.resolve()),read_only=True)
print(c.execute("select table_name,comment from duckdb_tables()").fetchall()); print(c.execute("select column_name,comment from duckdb_columns() limit 3").fetchall())
r=dbtRunner().invoke(["--quiet","build","--select","whitespace"]); print(r.success)
