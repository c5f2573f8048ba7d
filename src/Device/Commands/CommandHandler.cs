namespace Garita.Device.Commands;

/// <summary>Does one command and says what came of it.</summary>
/// <param name="command">What is asked.</param>
/// <param name="cancellationToken">Fires at the command's deadline and when the device stops.</param>
public delegate Task<CommandReply> CommandHandler(DeviceCommand command, CancellationToken cancellationToken);
