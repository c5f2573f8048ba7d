using Garita.Device.Update.Boot;
using Garita.Device.Update.Slots;
using Garita.TestKit;

namespace Garita.Device.Tests.Update;

public sealed class HookBootControlTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Orders_become_calls_with_their_arguments_and_nothing_of_the_environment()
    {
        HookBootControl control = Control("""
            echo "$@ [${SECRET-}]" >> calls
            case $1 in running) echo B ;; esac
            """);
        control.StartTrial(SlotName.A, 3);
        control.Confirm(SlotName.B);
        control.EndTrial();

        Assert.Equal(SlotName.B, control.Running);
        string[] calls = ["running []", "trial A 3 []", "confirm B []", "end-trial []"];
        Assert.Equal(calls, File.ReadAllLines(_directory.File("calls")));
    }

    [Theory]
    [InlineData("confirmed=A", SlotName.A, null, 0, null)]
    [InlineData("confirmed=B\ntrial=", SlotName.B, null, 0, null)]
    [InlineData("confirmed=A\ntrial=B\nstarts=2", SlotName.A, SlotName.B, 2, null)]
    [InlineData("confirmed=A\r\ngiven-up=B\r\nother=1", SlotName.A, null, 0, SlotName.B)]
    public void State_is_what_the_hook_says(
        string answer, SlotName confirmed, SlotName? trial, int starts, SlotName? givenUp)
    {
        File.WriteAllText(_directory.File("answer"), answer);
        HookBootControl control = Control("case $1 in running) echo A ;; state) cat answer ;; esac");

        Assert.Equal(new BootState(confirmed, trial, starts, givenUp), control.Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("confirmed=C")]
    [InlineData("confirmed")]
    [InlineData("confirmed=A\nconfirmed=B")]
    [InlineData("confirmed=A\ntrial=B")]
    [InlineData("confirmed=A\ntrial=B\nstarts=-1")]
    public void State_that_is_none_is_a_fault(string answer)
    {
        File.WriteAllText(_directory.File("answer"), answer);
        HookBootControl control = Control("case $1 in running) echo A ;; state) cat answer ;; esac");

        AssertFails(() => control.Read());
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("echo both A and B")]
    [InlineData("head -c 100000 /dev/zero")]
    [InlineData("sleep 60")]
    [InlineData("sleep 60 & exit 0")]
    [InlineData("while :; do echo A; done")]
    public void Hook_that_fails_hangs_or_babbles_is_a_fault(string body) => AssertFails(() => _ = Control(body));

    [Fact]
    public void Hook_that_is_not_there_is_a_fault() =>
        AssertFails(() => _ = new HookBootControl(new BootHookOptions { Path = _directory.File("none") }));

    [Fact]
    public void Hook_without_an_absolute_path_is_not_looked_for() =>
        Assert.Throws<ArgumentException>(() => _ = new HookBootControl(new BootHookOptions { Path = "hook" }));

    private static void AssertFails(Action action) =>
        Assert.Equal(DeviceFault.BootHookFailed, Assert.Throws<DeviceException>(action).Fault);

    private HookBootControl Control(string body)
    {
        string path = BootHookFile.Write(_directory, "hook", $"cd '{_directory.Path}'\n{body}\n");
        return new HookBootControl(new BootHookOptions { Path = path, Timeout = TimeSpan.FromSeconds(2) });
    }
}
