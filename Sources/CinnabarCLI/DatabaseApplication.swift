/// What the application says of itself to the commands.
