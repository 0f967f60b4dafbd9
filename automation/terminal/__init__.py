"""What stands between a command and whoever typed it: the command line in German, the screen, the keyboard."""
