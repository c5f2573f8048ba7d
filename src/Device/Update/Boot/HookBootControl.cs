using System.Globalization;
using Garita.Device.Update.Slots;

namespace Garita.Device.Update.Boot;

/// <summary>
/// Orders to a boot loader that has its own environment or tool, by a program that the maker writes: the hook. It is
/// called as <c>hook running</c>, <c>hook state</c>, <c>hook trial SLOT STARTS</c>, <c>hook confirm SLOT</c> and
/// <c>hook end-trial</c>; slots are <c>A</c> and <c>B</c>. Exit code 0 says that the order is durable.
/// </summary>
/// <remarks>
/// <c>running</c> prints the slot. <c>state</c> prints one <c>name=value</c> a line: <c>confirmed</c> always,
/// <c>trial</c> with <c>starts</c> while one is on trial, <c>given-up</c> after the boot loader ended a trial. An order
/// must be one atomic write of the environment; docs/device-updates.md says how.
/// </remarks>
public sealed class HookBootControl : IBootControl
{
    private readonly BootHook _hook;

    /// <summary>Asks the hook which slot runs.</summary>
    /// <exception cref="DeviceException">The hook failed, or says what is no slot.</exception>
    public HookBootControl(BootHookOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxOutputBytes);
        if (!Path.IsPathFullyQualified(options.Path))
        {
            throw new ArgumentException("the hook has an absolute path", nameof(options));
        }

        _hook = new BootHook(options);
        Running = SlotOf(_hook.Call("running").Trim()) ?? throw Malformed("running");
    }

    /// <inheritdoc/>
    public SlotName Running { get; }

    /// <inheritdoc/>
    public BootState Read()
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string line in _hook.Call("state").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.TrimEnd('\r').Split('=', 2);
            if (parts.Length != 2 || !fields.TryAdd(parts[0], parts[1]))
            {
                throw Malformed("state");
            }
        }

        SlotName confirmed = SlotIn(fields, "confirmed") ?? throw Malformed("state");
        SlotName? trial = SlotIn(fields, "trial");
        return new BootState(confirmed, trial, trial is null ? 0 : StartsIn(fields), SlotIn(fields, "given-up"));
    }

    /// <inheritdoc/>
    public void StartTrial(SlotName slot, int attempts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(attempts);
        _hook.Call("trial", slot.ToString(), attempts.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public void Confirm(SlotName slot) => _hook.Call("confirm", slot.ToString());

    /// <inheritdoc/>
    public void EndTrial() => _hook.Call("end-trial");

    private static int StartsIn(Dictionary<string, string> fields) =>
        fields.TryGetValue("starts", out string? text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int starts)
            ? starts
            : throw Malformed("state");

    // Absent and empty are the same: an environment has no third way.
    private static SlotName? SlotIn(Dictionary<string, string> fields, string name) =>
        !fields.TryGetValue(name, out string? text) || text.Length == 0 ? null
        : SlotOf(text) ?? throw Malformed("state");

    private static SlotName? SlotOf(string text) => text switch
    {
        "A" => SlotName.A,
        "B" => SlotName.B,
        _ => null,
    };

    private static DeviceException Malformed(string order) =>
        new(DeviceFault.BootHookFailed, $"the boot hook's answer to '{order}' is none");
}
