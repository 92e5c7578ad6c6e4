"""Answers requests for the same work by SciPy, one JSON object a line: `data` loads doubles from a file, the others time nothing and return one number."""

import json
import sys
from collections import Counter

import numpy
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon

held = {}


def categories(before, now):
    names = sorted(set(before) | set(now))
    return [before[name] for name in names], [now[name] for name in names]


def table(request):
    """The usual choices: tests up to 1000 rows, distances in units of the reference above."""
    drifted = 0
    for before, now in zip(held[request["x"]], held[request["y"]]):
        if len(before) <= 1000:
            drifted += stats.ks_2samp(before, now).pvalue < 0.05
        else:
            drifted += stats.wasserstein_distance(before, now) / numpy.std(before) > 0.1
    for before, now in zip(held[request["x"] + "Texts"], held[request["y"] + "Texts"]):
        counts = categories(Counter(before), Counter(now))
        if len(before) <= 1000:
            drifted += stats.chi2_contingency(counts).pvalue < 0.05
        else:
            p, q = (numpy.array(side) / sum(side) for side in counts)
            drifted += jensenshannon(p, q, base=2) > 0.1
    return int(drifted)


work = {
    "ks": lambda r: stats.ks_2samp(held[r["x"]], held[r["y"]]).statistic,
    "wasserstein": lambda r: stats.wasserstein_distance(held[r["x"]], held[r["y"]]),
    "chi2": lambda r: stats.chi2_contingency(r["table"], correction=False).pvalue,
    "table": table,
}

print(json.dumps({"version": scipy.__version__}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if request["do"] == "data":
        values = numpy.fromfile(request["file"])
        held[request["name"]] = values.reshape(request["columns"], -1) if request["columns"] > 0 else values
        answer = 0
    elif request["do"] == "texts":
        with open(request["file"]) as file:
            held[request["name"]] = json.load(file)
        answer = 0
    else:
        answer = float(work[request["do"]](request))
    print(json.dumps({"answer": answer}), flush=True)
