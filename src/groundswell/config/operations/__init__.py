"""What keeps an installation alive: serving, backing up, bringing back, upgrading, looking whether it is sound.

Plain functions; the commands in ``config.management`` only read options and print.
"""
