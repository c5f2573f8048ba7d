// One device with the C# SDK: publish a value, answer one command. usage: CSharpSample DIR
using Garita.Device;
using Garita.Device.Commands;
using Garita.Device.Directories;
using Garita.Device.Telemetry;
using Garita.MqttClient;

DeviceDirectory directory = DeviceDirectory.Open(args[0]);
TaskCompletionSource<string> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

await using DeviceClient device = new(DeviceOptions.From(directory));
device.OnCommand("reboot", (command, _) =>
{
    answered.TrySetResult(command.Name);
    return Task.FromResult(CommandReply.Ok("done"));
});

try
{
    await device.ConnectAsync(CancellationToken.None);
}
catch (MqttClientException refusal)
{
    Console.Error.WriteLine($"refused: {refusal.Message}");
    return 1;
}

device.Record("temperature", new Measurement(21.5, "Cel"));
await device.FlushAsync(CancellationToken.None);
Console.WriteLine($"published as {directory.Settings.Id}");

Console.WriteLine($"answered {await answered.Task}");
await device.StopAsync(TimeSpan.FromSeconds(5));
return 0;
