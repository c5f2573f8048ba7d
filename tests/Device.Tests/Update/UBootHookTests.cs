using Garita.Device.Update.Boot;
using Garita.Device.Update.Slots;
using Garita.TestKit;

namespace Garita.Device.Tests.Update;

/// <summary>
/// The sample hook for U-Boot on an environment in a file, with stand-ins for fw_printenv and fw_setenv that do what
/// theirs do, and a stand-in for the boot loader's own counting.
/// </summary>
public sealed class UBootHookTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _hook;

    public UBootHookTests()
    {
        File.WriteAllLines(
            Environment,
            ["garita_confirmed=A", "garita_trial=", "upgrade_available=0", "bootcount=0", "bootlimit=3"]);
        BootHookFile.Write(_directory, "fw_printenv", $"""
            grep -q "^$2=" '{Environment}' || exit 1
            sed -n "s/^$2=//p" '{Environment}'
            """);
        BootHookFile.Write(_directory, "fw_setenv", $"""
            [ "$*" = "-s -" ] || exit 1
            cat > '{Environment}.script'
            cp '{Environment}' '{Environment}.new'
            while IFS='=' read -r name value; do
              sed -i "/^$name=/d" '{Environment}.new'
              echo "$name=$value" >> '{Environment}.new'
            done < '{Environment}.script'
            mv '{Environment}.new' '{Environment}'
            """);
        File.WriteAllText(CommandLine, "console=ttyS0 garita.slot=A ro\n");
        _hook = BootHookFile.Write(_directory, "hook", $"""
            export PATH='{_directory.Path}':"$PATH" GARITA_CMDLINE='{CommandLine}'
            exec '{RepositoryRoot.File("samples", "boot-hook", "u-boot-hook")}' "$@"
            """);
    }

    private string Environment => _directory.File("env");

    private string CommandLine => _directory.File("cmdline");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Trial_is_counted_down_by_the_boot_loader_and_ends_as_given_up()
    {
        HookBootControl control = Control();
        Assert.Equal((SlotName.A, BootState.Of(SlotName.A)), (control.Running, control.Read()));

        control.StartTrial(SlotName.B, 2);

        Assert.Equal(new BootState(SlotName.A, SlotName.B, 2, null), control.Read());
        Assert.Equal(SlotName.B, PowerOn());
        Assert.Equal(new BootState(SlotName.A, SlotName.B, 1, null), Control().Read());
        Assert.Equal(SlotName.B, PowerOn());
        Assert.Equal(SlotName.A, PowerOn());
        Assert.Equal(new BootState(SlotName.A, null, 0, SlotName.B), Control().Read());
    }

    [Fact]
    public void Confirmed_slot_is_started_from_then_on()
    {
        Control().StartTrial(SlotName.B, 2);
        PowerOn();

        Control().Confirm(SlotName.B);

        Assert.Equal(BootState.Of(SlotName.B), Control().Read());
        Assert.Equal(SlotName.B, PowerOn());
        Assert.Equal(SlotName.B, PowerOn());
    }

    [Fact]
    public void Trial_that_is_ended_is_not_tried()
    {
        Control().StartTrial(SlotName.B, 2);

        Control().EndTrial();

        Assert.Equal(BootState.Of(SlotName.A), Control().Read());
        Assert.Equal(SlotName.A, PowerOn());
    }

    private HookBootControl Control() => new(new BootHookOptions { Path = _hook });

    // What U-Boot does with CONFIG_BOOTCOUNT_LIMIT: counts while upgrade_available is 1, then chooses the command.
    private SlotName PowerOn()
    {
        Dictionary<string, string> env = File.ReadAllLines(Environment)
            .Select(line => line.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        bool counts = env["upgrade_available"] == "1";
        int count = int.Parse(env["bootcount"]) + (counts ? 1 : 0);
        env["bootcount"] = count.ToString();
        File.WriteAllLines(Environment, env.Select(e => $"{e.Key}={e.Value}"));
        bool alternative = counts && count > int.Parse(env["bootlimit"]);
        string slot = alternative || env["garita_trial"].Length == 0 ? env["garita_confirmed"] : env["garita_trial"];
        File.WriteAllText(CommandLine, $"console=ttyS0 garita.slot={slot} ro\n");
        return Enum.Parse<SlotName>(slot);
    }
}
