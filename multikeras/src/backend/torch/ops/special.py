"""Special functions on torch."""

from torch import erf as erf
from torch import erfc as erfc
from torch import erfinv as erfinv
from torch import i0 as i0
from torch.special import gammainc as gammainc
