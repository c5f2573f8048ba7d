using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Firmware;

public sealed class DeviceOptionsTests : IDisposable
{
    private const int ImageSize = 5000;

    private static readonly string[] s_device = ["--vendor", "example.com", "--model", "sensor rev B"];

    private readonly Workshop _workshop = new();

    public DeviceOptionsTests() => _workshop.MakeKey("ana").Dispose();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Verify_judges_a_release_for_the_device_that_is_named()
    {
        string suit = await SignedAsync("--epoch", "3");

        await TakenAsync(suit, [.. s_device]);
        await TakenAsync(suit, [.. s_device, "--device-sequence", "14", "--slot-size", $"{ImageSize}"]);
        await RefusedAsync(suit, "the slot has 4999", [.. s_device, "--slot-size", $"{ImageSize - 1}"]);
        await RefusedAsync(suit, "the device has 15", [.. s_device, "--device-sequence", "15"]);
        await RefusedAsync(suit, "epoch 3, and the device never goes below 4", [.. s_device, "--device-epoch", "4"]);
        await RefusedAsync(suit, "for component 00", [.. s_device, "--component", "01"]);
        await RefusedAsync(suit, "for class", ["--vendor", "example.com", "--model", "sensor rev C"]);
        await RefusedAsync(suit, "for vendor", ["--vendor", "example.org", "--model", "sensor rev B"]);
    }

    [Fact]
    public async Task Verify_at_boot_asks_for_the_epoch_and_not_for_the_number()
    {
        string suit = await SignedAsync("--epoch", "3");

        await TakenAsync(suit, [.. s_device, "--at-boot", "--device-sequence", "15"]);
        await RefusedAsync(suit, "never goes below 4", [.. s_device, "--at-boot", "--device-epoch", "4"]);
    }

    [Fact]
    public async Task Half_a_device_is_a_mistake_and_not_a_device_that_asks_for_less()
    {
        string suit = await SignedAsync();

        (await VerifyAsync(suit, ["--device-epoch", "4"])).IsRefusal(ExitCode.Usage, "--vendor");
        (await VerifyAsync(suit, ["--vendor", "example.com"])).IsRefusal(ExitCode.Usage, "--model");
    }

    private async Task<string> SignedAsync(params string[] more)
    {
        string suit = await _workshop.BuildAsync("app", _workshop.MakeImage("app.bin", ImageSize), 14, more);
        (await _workshop.SignAsync(suit, "ana")).IsDone();
        return suit;
    }

    private async Task TakenAsync(string suit, string[] device) => (await VerifyAsync(suit, device)).IsDone();

    private async Task RefusedAsync(string suit, string words, string[] device) =>
        (await VerifyAsync(suit, device)).IsRefusal(ExitCode.Failed, suit, words);

    private Task<Outcome> VerifyAsync(string suit, string[] device) => _workshop.VerifyAsync(suit, ["ana"], device);
}
