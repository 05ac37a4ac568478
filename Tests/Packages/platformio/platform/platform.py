from platformio.public import PlatformBase


class HalfwordtestPlatform(PlatformBase):
    pass
