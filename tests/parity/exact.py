"""Exact tests of counts, and how p-values are combined; without scipy, which is not needed for anything else."""
import math


def log_choose(n, k):
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def two_sided(log_p, observed, low, high):
    """Sum of the probabilities of all outcomes in low … high that are not more probable than the observed one."""
    limit = log_p(observed) + 1e-7
    terms = [log_p(k) for k in range(low, high + 1)]
    total = math.fsum(math.exp(t) for t in terms)
    return min(1.0, math.fsum(math.exp(t) for t in terms if t <= limit) / total)


def fisher(k, n, other_k, other_n):
    """Fisher's exact test of k of n against other_k of other_n, two-sided."""
    hits = k + other_k

    def log_p(i):
        return log_choose(n, i) + log_choose(other_n, hits - i) - log_choose(n + other_n, hits)
    return two_sided(log_p, k, max(0, hits - other_n), min(n, hits))


def binomial(k, n, share):
    """k of n against a known share, two-sided."""
    if share <= 0.0 or share >= 1.0:
        return 1.0 if k == n * share else 0.0
    return two_sided(lambda i: log_choose(n, i) + i * math.log(share) + (n - i) * math.log1p(-share), k, 0, n)


def poisson_rates(k, time, other_k, other_time):
    """Equal rates of two Poisson counts: given their sum, k is binomial."""
    return 1.0 if k + other_k == 0 else binomial(k, k + other_k, time / (time + other_time))


def normal(z):
    """Two-sided p-value of a standard normal deviate."""
    return math.erfc(abs(z) / math.sqrt(2))


def chi_square_even(x, degrees):
    """Survival function for an even number of degrees of freedom."""
    half = x / 2
    return min(1.0, math.fsum(math.exp(-half + i * math.log(half) - math.lgamma(i + 1)) for i in range(degrees // 2))) if half > 0 else 1.0


def fisher_combined(values):
    """Fisher's combination of independent p-values; discrete tests make it conservative."""
    values = list(values)
    if not values:
        return None
    return chi_square_even(-2 * math.fsum(math.log(max(p, 1e-300)) for p in values), 2 * len(values))


def any_of(values):
    """One p-value for several dependent tests (Bonferroni): valid however they depend on each other."""
    values = list(values)
    return min(1.0, len(values) * min(values))


def probability(k, n, share):
    """P(k of n) of a binomial count."""
    if share <= 0.0 or share >= 1.0:
        return 1.0 if k == round(n * share) else 0.0
    return math.exp(log_choose(n, k) + k * math.log(share) + (n - k) * math.log1p(-share))
