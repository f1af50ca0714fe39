"""What a salesperson goes by without a model: recency, frequency x popularity, BG/NBD x share.

BG/NBD is Fader, Hardie and Lee (2005), Counting your customers the easy way, on months with a
purchase: x repeated months, the last of them t_x after the first, T months under observation.
  log L = ln G(r+x) - ln G(r) + ln G(a+b) - ln G(b) + ln G(b+x) - ln G(a+b+x) + r ln alpha
          + logaddexp(-(r+x) ln(alpha+T), [x>0] ln a - ln(b+x-1) - (r+x) ln(alpha+t_x))
  E[X(t)] = (a+b+x-1)/(a-1) (1 - ((alpha+T)/(alpha+T+t))^(r+x) 2F1(r+x, b+x; a+b+x-1;
          t/(alpha+T+t))) / (1 + [x>0] a/(b+x-1) ((alpha+T)/(alpha+t_x))^(r+x))
"""

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from foresale.metrics import Doubles

# Months by which a customer's own mix of offers is pulled to that of all customers.
SHRINKAGE = 5.0


def recency(test: pd.DataFrame, history: pd.DataFrame) -> Doubles:
    """Return minus the months since the last purchase in the offer; since any breaks ties."""
    day = pd.Timestamp(test["cutoff_date"].iloc[0])
    bought = history[history["order_count"] > 0]
    own = bought.groupby(["entity_id", "offer_id"])["event_month"].max()
    of_any = bought.groupby("entity_id")["event_month"].max()
    own_age = (day - pd.to_datetime(_at_pairs(own, test))).dt.days.fillna(99_999)
    any_age = (day - pd.to_datetime(test["entity_id"].map(of_any))).dt.days.fillna(99_999)
    return np.asarray(-own_age * 100_000.0 - any_age, dtype=np.float64)


def frequency_times_popularity(test: pd.DataFrame, history: pd.DataFrame) -> Doubles:
    """Return the customer's orders times the offer's part of all orders, both of 24 months."""
    recent = history[_age_months(test, history) < 24]
    orders = recent.groupby("entity_id")["order_count"].sum()
    popularity = recent.groupby("offer_id")["order_count"].sum() / recent["order_count"].sum()
    return np.asarray(
        test["entity_id"].map(orders).fillna(0.0) * test["offer_id"].map(popularity).fillna(0.0),
        dtype=np.float64,
    )


def bgnbd_times_share(test: pd.DataFrame, history: pd.DataFrame, horizon: int) -> Doubles:
    """Return the months with a purchase expected in the horizon, times the offer's part in them.

    The part is the customer's own months with the offer over his months with any, pulled to that
    of all customers by five months.
    """
    bought = history[history["order_count"] > 0]
    months = bought.assign(age=_age_months(test, bought)).drop_duplicates(["entity_id", "age"])
    each = months.groupby("entity_id")["age"].agg(["size", "min", "max"])
    x = each["size"].to_numpy(dtype=np.float64) - 1.0
    observed = each["max"].to_numpy(dtype=np.float64)
    last = observed - each["min"].to_numpy(dtype=np.float64)
    expected = pd.Series(_expected(_fitted(x, last, observed), x, last, observed, horizon))
    expected.index = each.index
    own = bought.groupby(["entity_id", "offer_id"])["event_month"].nunique()
    overall = bought.groupby("offer_id")["event_month"].size() / max(len(months), 1)
    share = (
        _at_pairs(own, test).fillna(0.0) + SHRINKAGE * test["offer_id"].map(overall).fillna(0.0)
    ) / (test["entity_id"].map(each["size"]).fillna(0.0) + SHRINKAGE)
    return np.asarray(test["entity_id"].map(expected).fillna(0.0) * share, dtype=np.float64)


def _at_pairs(values: pd.Series, test: pd.DataFrame) -> pd.Series:
    places = pd.MultiIndex.from_frame(test[["entity_id", "offer_id"]])
    return pd.Series(values.reindex(places).to_numpy(), index=test.index)


def _age_months(test: pd.DataFrame, history: pd.DataFrame) -> pd.Series:
    day = pd.Timestamp(test["cutoff_date"].iloc[0])
    month = pd.to_datetime(history["event_month"])
    return (day.year - month.dt.year) * 12 + day.month - month.dt.month


def _fitted(x: Doubles, last: Doubles, observed: Doubles) -> Doubles:
    def loss(logs: Doubles) -> float:
        r, alpha, a, b = np.exp(logs)
        alive = -(r + x) * np.log(alpha + observed)
        gone = np.log(a) - np.log(b + np.maximum(x, 1.0) - 1.0) - (r + x) * np.log(alpha + last)
        either = np.where(x > 0, np.logaddexp(alive, gone), alive)
        constant = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        drop = gammaln(a + b) - gammaln(b) + gammaln(b + x) - gammaln(a + b + x)
        # a whisper of a prior keeps the parameters finite where the data is silent
        return float(-(constant + drop + either).mean() + 1e-4 * (logs**2).sum())

    start = np.zeros(4)
    found = minimize(loss, start, method="L-BFGS-B", bounds=[(-6, 6)] * 4)
    return np.asarray(np.exp(found.x), dtype=np.float64)


def _expected(
    parameters: Doubles, x: Doubles, last: Doubles, observed: Doubles, horizon: int
) -> Doubles:
    r, alpha, a, b = parameters
    a = a + 1e-6 if abs(a - 1.0) < 1e-6 else a
    z = horizon / (alpha + observed + horizon)
    shrunk = ((alpha + observed) / (alpha + observed + horizon)) ** (r + x)
    counted = 1.0 - shrunk * hyp2f1(r + x, b + x, a + b + x - 1.0, z)
    gone = a / (b + np.maximum(x, 1.0) - 1.0) * ((alpha + observed) / (alpha + last)) ** (r + x)
    result = (a + b + x - 1.0) / (a - 1.0) * counted / (1.0 + np.where(x > 0, gone, 0.0))
    return np.asarray(result, dtype=np.float64)
