"""The public namespace `multikeras.backend`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.config import backend as backend
from multikeras.src.core.config import epsilon as epsilon
from multikeras.src.core.config import floatx as floatx
from multikeras.src.core.config import image_data_format as image_data_format
from multikeras.src.core.config import set_epsilon as set_epsilon
from multikeras.src.core.config import set_floatx as set_floatx
from multikeras.src.core.config import set_image_data_format as set_image_data_format
