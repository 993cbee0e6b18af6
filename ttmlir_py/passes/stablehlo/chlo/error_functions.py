"""The error function, its complement and its inverse, and the Bessel function I1 (Cephes, Giles).

The coefficients stand highest power first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import inf

from ttmlir_py.passes.stablehlo.chlo.formulas import (
    Term,
    chebyshev,
    clamp,
    exp,
    log1p,
    polynomial,
    sign,
    sqrt,
    where,
)

MAX_LOG_F32 = 88.72283905206835
MAX_LOG_F64 = 7.09782712893383996843e2
ERFC_P_F64 = (
    2.46196981473530512524e-10,
    5.64189564831068821977e-1,
    7.46321056442269912687e0,
    4.86371970985681366614e1,
    1.96520832956077098242e2,
    5.26445194995477358631e2,
    9.34528527171957607540e2,
    1.02755188689515710272e3,
    5.57535335369399327526e2,
)
ERFC_Q_F64 = (
    1.00000000000000000000e0,
    1.32281951154744992508e1,
    8.67072140885989742329e1,
    3.54937778887819891062e2,
    9.75708501743205489753e2,
    1.82390916687909736289e3,
    2.24633760818710981792e3,
    1.65666309194161350182e3,
    5.57535340817727675546e2,
)
ERFC_R_F64 = (
    5.64189583547755073984e-1,
    1.27536670759978104416e0,
    5.01905042251180477414e0,
    6.16021097993053585195e0,
    7.40974269950448939160e0,
    2.97886665372100240670e0,
)
ERFC_S_F64 = (
    1.00000000000000000000e0,
    2.26052863220117276590e0,
    9.39603524938001434673e0,
    1.20489539808096656605e1,
    1.70814450747565897222e1,
    9.60896809063285878198e0,
    3.36907645100081516050e0,
)
ERF_T_F64 = (
    9.60497373987051638749e0,
    9.00260197203842689217e1,
    2.23200534594684319226e3,
    7.00332514112805075473e3,
    5.55923013010394962768e4,
)
ERF_U_F64 = (
    1.00000000000000000000e0,
    3.35617141647503099647e1,
    5.21357949780152679795e2,
    4.59432382970980127987e3,
    2.26290000613890934246e4,
    4.92673942608635921086e4,
)
ERFC_P_F32 = (
    2.326819970068386e-2,
    -1.387039388740657e-1,
    3.687424674597105e-1,
    -5.824733027278666e-1,
    6.210004621745983e-1,
    -4.944515323274145e-1,
    3.404879937665872e-1,
    -2.741127028184656e-1,
    5.638259427386472e-1,
)
ERFC_R_F32 = (
    -1.047766399936249e1,
    1.297719955372516e1,
    -7.495518717768503e0,
    2.921019019210786e0,
    -1.015265279202700e0,
    4.218463358204948e-1,
    -2.820767439740514e-1,
    5.641895067754075e-1,
)
ERF_T_F32 = (
    7.853861353153693e-5,
    -8.010193625184903e-4,
    5.188327685732524e-3,
    -2.685381193529856e-2,
    1.128358514861418e-1,
    -3.761262582423300e-1,
    1.128379165726710e0,
)
ERF_ALPHA_F32 = (
    -2.72614225801306e-10,
    2.77068142495902e-08,
    -2.10102402082508e-06,
    -5.69250639462346e-05,
    -7.34990630326855e-04,
    -2.95459980854025e-03,
    -1.60960333262415e-02,
)
ERF_BETA_F32 = (
    -1.45660718464996e-05,
    -2.13374055278905e-04,
    -1.68282697438203e-03,
    -7.37332916720468e-03,
    -1.42647390514189e-02,
)
ERF_INV_BELOW_5_F32 = (
    2.81022636e-08,
    3.43273939e-07,
    -3.5233877e-06,
    -4.39150654e-06,
    0.00021858087,
    -0.00125372503,
    -0.00417768164,
    0.246640727,
    1.50140941,
)
ERF_INV_ABOVE_5_F32 = (
    -0.000200214257,
    0.000100950558,
    0.00134934322,
    -0.00367342844,
    0.00573950773,
    -0.0076224613,
    0.00943887047,
    1.00167406,
    2.83297682,
)
ERF_INV_BELOW_6_F64 = (
    -3.6444120640178196996e-21,
    -1.685059138182016589e-19,
    1.2858480715256400167e-18,
    1.115787767802518096e-17,
    -1.333171662854620906e-16,
    2.0972767875968561637e-17,
    6.6376381343583238325e-15,
    -4.0545662729752068639e-14,
    -8.1519341976054721522e-14,
    2.6335093153082322977e-12,
    -1.2975133253453532498e-11,
    -5.4154120542946279317e-11,
    1.051212273321532285e-09,
    -4.1126339803469836976e-09,
    -2.9070369957882005086e-08,
    4.2347877827932403518e-07,
    -1.3654692000834678645e-06,
    -1.3882523362786468719e-05,
    0.0001867342080340571352,
    -0.00074070253416626697512,
    -0.0060336708714301490533,
    0.24015818242558961693,
    1.6536545626831027356,
)
ERF_INV_BELOW_16_F64 = (
    2.2137376921775787049e-09,
    9.0756561938885390979e-08,
    -2.7517406297064545428e-07,
    1.8239629214389227755e-08,
    1.5027403968909827627e-06,
    -4.013867526981545969e-06,
    2.9234449089955446044e-06,
    1.2475304481671778723e-05,
    -4.7318229009055733981e-05,
    6.8284851459573175448e-05,
    2.4031110387097893999e-05,
    -0.0003550375203628474796,
    0.00095328937973738049703,
    -0.0016882755560235047313,
    0.0024914420961078508066,
    -0.0037512085075692412107,
    0.005370914553590063617,
    1.0052589676941592334,
    3.0838856104922207635,
)
ERF_INV_ABOVE_16_F64 = (
    -2.7109920616438573243e-11,
    -2.5556418169965252055e-10,
    1.5076572693500548083e-09,
    -3.7894654401267369937e-09,
    7.6157012080783393804e-09,
    -1.4960026627149240478e-08,
    2.9147953450901080826e-08,
    -6.7711997758452339498e-08,
    2.2900482228026654717e-07,
    -9.9298272942317002539e-07,
    4.5260625972231537039e-06,
    -1.9681778105531670567e-05,
    7.5995277030017761139e-05,
    -0.00021503011930044477347,
    -0.00013871931833623122026,
    1.0103004648645343977,
    4.8499064014085844221,
)
I1E_NEAR_F32 = (
    9.38153738649577178388e-9,
    -4.44505912879632808065e-8,
    2.00329475355213526229e-7,
    -8.56872026469545474066e-7,
    3.47025130813767847674e-6,
    -1.32731636560394358279e-5,
    4.78156510755005422638e-5,
    -1.61760815825896745588e-4,
    5.12285956168575772895e-4,
    -1.51357245063125314899e-3,
    4.15642294431288815669e-3,
    -1.05640848946261981558e-2,
    2.47264490306265168283e-2,
    -5.29459812080949914269e-2,
    1.02643658689847095384e-1,
    -1.76416518357834055153e-1,
    2.52587186443633654823e-1,
)
I1E_FAR_F32 = (
    -3.83538038596423702205e-9,
    -2.63146884688951950684e-8,
    -2.51223623787020892529e-7,
    -3.88256480887769039346e-6,
    -1.10588938762623716291e-4,
    -9.76109749136146840777e-3,
    7.78576235018280120474e-1,
)
I1E_NEAR_F64 = (
    2.77791411276104639959e-18,
    -2.11142121435816608115e-17,
    1.55363195773620046921e-16,
    -1.10559694773538630805e-15,
    7.60068429473540693410e-15,
    -5.04218550472791168711e-14,
    3.22379336594557470981e-13,
    -1.98397439776494371520e-12,
    1.17361862988909016308e-11,
    -6.66348972350202774223e-11,
    3.62559028155211703701e-10,
    -1.88724975172282928790e-9,
    9.38153738649577178388e-9,
    -4.44505912879632808065e-8,
    2.00329475355213526229e-7,
    -8.56872026469545474066e-7,
    3.47025130813767847674e-6,
    -1.32731636560394358279e-5,
    4.78156510755005422638e-5,
    -1.61760815825896745588e-4,
    5.12285956168575772895e-4,
    -1.51357245063125314899e-3,
    4.15642294431288815669e-3,
    -1.05640848946261981558e-2,
    2.47264490306265168283e-2,
    -5.29459812080949914269e-2,
    1.02643658689847095384e-1,
    -1.76416518357834055153e-1,
    2.52587186443633654823e-1,
)
I1E_FAR_F64 = (
    7.51729631084210481353e-18,
    4.41434832307170791151e-18,
    -4.65030536848935832153e-17,
    -3.20952592199342395980e-17,
    2.96262899764595013876e-16,
    3.30820231092092828324e-16,
    -1.88035477551078244854e-15,
    -3.81440307243700780478e-15,
    1.04202769841288027642e-14,
    4.27244001671195135429e-14,
    -2.10154184277266431302e-14,
    -4.08355111109219731823e-13,
    -7.19855177624590851209e-13,
    2.03562854414708950722e-12,
    1.41258074366137813316e-11,
    3.25260358301548823856e-11,
    -1.89749581235054123450e-11,
    -5.58974346219658380687e-10,
    -3.83538038596423702205e-9,
    -2.63146884688951950684e-8,
    -2.51223623787020892529e-7,
    -3.88256480887769039346e-6,
    -1.10588938762623716291e-4,
    -9.76109749136146840777e-3,
    7.78576235018280120474e-1,
)


def erf_f32(x: Term) -> Term:
    """erf by a quotient of polynomials in x squared; beyond 4 it is 1."""
    x = clamp(-4.0, x, 4.0)
    square = x * x
    above, below = polynomial(square, ERF_ALPHA_F32), polynomial(square, ERF_BETA_F32)
    return clamp(-1.0, x * above / below, 1.0)


def erfc_f32(x: Term) -> Term:
    """erfc of large arguments as it is, of small ones as 1 - erf."""
    large = _erfc_large_f32(x)
    one = x.like(1.0)
    small = one - x * polynomial(x * x, ERF_T_F32)
    return where(abs(x) < one, small, large)


def _erfc_large_f32(x: Term) -> Term:
    """erfc where x is at least 1 in magnitude: exp(-x²) / |x| times a polynomial in 1 / x²."""
    square = x * x
    exponent = -square
    size, one = abs(x), x.like(1.0)
    inverse = one / square
    scale = exp(exponent) * (one / size)
    two = x.like(2.0)
    near = size < two
    tail = scale * where(near, polynomial(inverse, ERFC_P_F32), polynomial(inverse, ERFC_R_F32))
    vanishes = exponent < x.like(-MAX_LOG_F32)
    return _tail(x, two, vanishes, tail)


def erf_f64(x: Term) -> Term:
    """erf of small arguments as it is, of large ones as 1 - erfc."""
    small = _erf_small_f64(x)
    one = x.like(1.0)
    large = one - _erfc_large_f64(x)
    return where(abs(x) < one, small, large)


def erfc_f64(x: Term) -> Term:
    """erfc of large arguments as it is, of small ones as 1 - erf."""
    large = _erfc_large_f64(x)
    one = x.like(1.0)
    small = one - _erf_small_f64(x)
    return where(abs(x) < one, small, large)


def _erf_small_f64(x: Term) -> Term:
    square = x * x
    above = x * polynomial(square, ERF_T_F64)
    return above / polynomial(square, ERF_U_F64)


def _erfc_large_f64(x: Term) -> Term:
    """erfc where x is at least 1 in magnitude: exp(-x²) times a quotient of polynomials in |x|."""
    exponent = -(x * x)
    scale, size = exp(exponent), abs(x)
    near = scale * polynomial(size, ERFC_P_F64)
    near = near / polynomial(size, ERFC_Q_F64)
    far = scale * polynomial(size, ERFC_R_F64)
    far = far / polynomial(size, ERFC_S_F64)
    chosen = where(size < 8.0, near, far)
    return _tail(x, None, exponent < x.like(-MAX_LOG_F64), chosen)


def _tail(x: Term, two: Term | None, vanishes: Term, tail: Term) -> Term:
    """Zero where exp(-x²) vanishes; of negative numbers, two less that of positive ones."""
    zero = x.like(0.0)
    tail = where(vanishes, zero, tail)
    negative = x < zero
    two = x.like(2.0) if two is None else two
    return where(negative, two - tail, tail)


def erf_inv_f32(x: Term) -> Term:
    """Giles' approximation: polynomials in w = -log(1 - x²), or in its root where w is large."""
    w = -log1p(x * -x)
    near = w < x.like(5.0)
    centred = where(near, w - x.like(2.5), sqrt(w) - x.like(3.0))
    pairs = zip(ERF_INV_BELOW_5_F32, ERF_INV_ABOVE_5_F32, strict=True)
    choices = (where(near, x.like(low), x.like(high)) for low, high in pairs)
    result = next(choices)
    for choice in choices:
        result = choice + result * centred
    return _infinite_at_one(x, result * x)


def erf_inv_f64(x: Term) -> Term:
    """As for 32 bits, in three ranges whose polynomials differ in length."""
    w = -log1p(x * -x)
    near, middle = w < x.like(6.25), w < x.like(16)
    tables = (ERF_INV_BELOW_6_F64, ERF_INV_BELOW_16_F64, ERF_INV_ABOVE_16_F64)
    root = sqrt(w)
    close = w - x.like(3.125)
    away = root - where(middle, w.like(3.25), w.like(5.0))
    centred = where(near, close, away)
    result: Term | None = None
    for low, mid, high in zip_longest(*tables):
        choice = x.like(low)
        if mid is not None:
            choice = where(near, choice, x.like(mid))
        if high is not None:
            choice = where(middle, choice, x.like(high))
        if result is None:
            result = choice
            continue
        longer = choice + result * centred
        if mid is None:
            result = where(near, longer, result)
        elif high is None:
            result = where(middle, longer, result)
        else:
            result = longer
    assert result is not None
    return _infinite_at_one(x, result * x)


def _infinite_at_one(x: Term, result: Term) -> Term:
    at_one = abs(x).equals(x.like(1))
    return where(at_one, x * x.like(inf), result)


def bessel_i1e_f32(x: Term) -> Term:
    """exp(-|x|) I1(x)."""
    return _bessel_i1e(x, I1E_NEAR_F32, I1E_FAR_F32)


def bessel_i1e_f64(x: Term) -> Term:
    """exp(-|x|) I1(x), in double precision."""
    return _bessel_i1e(x, I1E_NEAR_F64, I1E_FAR_F64)


def _bessel_i1e(x: Term, near: Sequence[float], far: Sequence[float]) -> Term:
    size = abs(x)
    half, two, thirty_two, eight = (x.like(number) for number in (0.5, 2.0, 32.0, 8.0))
    low = size * chebyshev(half * size - two, near)
    high = chebyshev(thirty_two / size - two, far) / sqrt(size)
    chosen = where(size <= eight, low, high)
    return sign(x) * chosen
