import ArgumentParser
import HalfwordCommands

HalfwordCommand.main()
