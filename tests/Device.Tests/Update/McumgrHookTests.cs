using Garita.Device.Update.Boot;
using Garita.Device.Update.Slots;
using Garita.TestKit;

namespace Garita.Device.Tests.Update;

/// <summary>
/// The sample hook for MCUboot, with a stand-in for the tool that records what it was asked and lists images as
/// MCUmgr's does, and a stand-in for the boot loader: one start under test, then the confirmed slot.
/// </summary>
public sealed class McumgrHookTests : IDisposable
{
    private const string HashA = "86dca73a3439112b310b5e033d811ec2df728d2264265f2046fced5a9ed00cc7";
    private const string HashB = "cab30f1c9ba9df2f1a9fbf2a9f7d2f1ba9fbf2a9f7d2f1ba9fbf2a9f7d2f1b12";

    private const StringComparison CallOrder = StringComparison.Ordinal;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _hook;
    private (string Active, string Confirmed, string Pending) _flags = ("A", "A", "");

    public McumgrHookTests()
    {
        string tool = BootHookFile.Write(_directory, "tool", $"""
            echo "$@" >> '{Calls}'
            [ ! -e '{_directory.File("broken")}' ] || exit 1
            case "$1 $2" in
              "image list") cat '{List}' ;;
              "image test") sed -i 's/^pending=.*/pending='"$3"'/' '{State}' ;;
              "image confirm") sed -i 's/^confirmed=.*/confirmed=active/' '{State}' ;;
              *) exit 1 ;;
            esac
            """);
        _hook = BootHookFile.Write(_directory, "hook", $"""
            export GARITA_MCUMGR='{tool}' GARITA_TRIAL_NOTE='{_directory.File("note")}'
            exec '{RepositoryRoot.File("samples", "boot-hook", "mcumgr-hook")}' "$@"
            """);
        Show();
    }

    private string Calls => _directory.File("calls");

    private string List => _directory.File("list");

    private string State => _directory.File("state");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Trial_has_one_start_and_ends_as_given_up_by_the_boot_loader()
    {
        HookBootControl control = Control();
        Assert.Equal((SlotName.A, BootState.Of(SlotName.A)), (control.Running, control.Read()));

        control.StartTrial(SlotName.B, 3);
        Assert.Contains($"image test {HashB}", File.ReadAllLines(Calls));
        Take();
        Assert.Equal(new BootState(SlotName.A, SlotName.B, 1, null), control.Read());

        Assert.Equal(SlotName.B, PowerOn());
        Assert.Equal(new BootState(SlotName.A, SlotName.B, 0, null), Control().Read());
        Assert.Equal(SlotName.A, PowerOn());
        Assert.Equal(new BootState(SlotName.A, null, 0, SlotName.B), Control().Read());
    }

    [Fact]
    public void Running_slot_is_confirmed_and_no_other()
    {
        Control().StartTrial(SlotName.B, 3);
        Take();
        PowerOn();
        Assert.Throws<DeviceException>(() => Control().Confirm(SlotName.A));

        Control().Confirm(SlotName.B);
        Control().Confirm(SlotName.B);
        Take();

        Assert.Equal("image confirm", File.ReadAllLines(Calls)[^1]);
        Assert.Equal(BootState.Of(SlotName.B), Control().Read());
        Assert.Equal(SlotName.B, PowerOn());
    }

    [Fact]
    public void Trial_that_runs_ends_by_itself_and_one_that_waits_cannot_be_taken_back()
    {
        Control().EndTrial();
        Control().StartTrial(SlotName.B, 1);
        Take();
        Assert.Throws<DeviceException>(() => Control().EndTrial());

        PowerOn();
        Control().EndTrial();

        Assert.Equal(SlotName.A, PowerOn());
        Assert.Equal(new BootState(SlotName.A, null, 0, SlotName.B), Control().Read());
    }

    [Fact]
    public void Image_under_test_is_on_trial_where_the_tool_does_not_say_what_is_confirmed()
    {
        Control().StartTrial(SlotName.B, 1);
        Take();
        PowerOn();
        Show(saysConfirmed: false);

        Assert.Equal(new BootState(SlotName.A, SlotName.B, 0, null), Control().Read());
    }

    [Fact]
    public void Tool_that_fails_is_a_fault_and_the_order_is_not_taken_for_given()
    {
        HookBootControl control = Control();
        File.WriteAllText(_directory.File("broken"), "");

        Assert.Throws<DeviceException>(() => control.Read());
        Assert.Throws<DeviceException>(() => control.StartTrial(SlotName.B, 1));

        File.Delete(_directory.File("broken"));
        Assert.Equal(BootState.Of(SlotName.A), control.Read());
    }

    [Fact]
    public void Slot_without_an_image_is_not_tried()
    {
        File.WriteAllLines(List, File.ReadAllLines(List)[..6]);

        Assert.Throws<DeviceException>(() => Control().StartTrial(SlotName.B, 1));
        Assert.DoesNotContain(File.ReadAllLines(Calls), call => call.StartsWith("image test ", CallOrder));
    }

    private HookBootControl Control() => new(new BootHookOptions { Path = _hook });

    // What the boot loader makes of the orders that the tool was given.
    private void Take()
    {
        Dictionary<string, string> orders = File.ReadAllLines(State)
            .Select(line => line.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        string pending = orders["pending"] == HashB ? "B" : orders["pending"] == HashA ? "A" : "";
        string confirmed = orders["confirmed"] == "active" ? _flags.Active : _flags.Confirmed;
        _flags = (_flags.Active, confirmed, pending);
        Show();
    }

    private SlotName PowerOn()
    {
        string next = _flags.Pending.Length > 0 ? _flags.Pending : _flags.Confirmed;
        _flags = (next, _flags.Confirmed, "");
        Show();
        return Enum.Parse<SlotName>(next);
    }

    private void Show(bool saysConfirmed = true)
    {
        File.WriteAllText(State, "pending=\nconfirmed=\n");
        File.WriteAllText(
            List,
            $"Images:\n{Entry("A", 0, HashA, saysConfirmed)}{Entry("B", 1, HashB, saysConfirmed)}"
            + " image=1 slot=0\n    version: 9.9.9\n    flags: active confirmed pending\n"
            + $"    hash: {new string('0', 64)}\n"
            + "Split status: N/A (0)\n");
    }

    private string Entry(string slot, int number, string hash, bool saysConfirmed)
    {
        List<string> flags = [];
        flags.AddRange(_flags.Active == slot ? ["active"] : []);
        flags.AddRange(_flags.Confirmed == slot && saysConfirmed ? ["confirmed"] : []);
        flags.AddRange(_flags.Pending == slot ? ["pending"] : []);
        return $" image=0 slot={number}\n    version: 1.0.{number}\n    bootable: true\n"
            + $"    flags: {string.Join(' ', flags)}\n    hash: {hash}\n";
    }
}
