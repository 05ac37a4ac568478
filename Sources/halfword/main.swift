import HalfwordCommands

HalfwordCommand.start()
