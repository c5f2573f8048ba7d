using Garita.Cli.Simulation.Types;

namespace Garita.Cli.Demo;

/// <summary>One device of the demo.</summary>
/// <param name="Id">Its uuid.</param>
/// <param name="Serial">The maker's serial number.</param>
/// <param name="Number">The number of its modem.</param>
/// <param name="Device">How it behaves.</param>
public sealed record DemoRole(string Id, string Serial, string Number, ISimulatedDevice Device)
{
    private const int UuidLength = 36;

    /// <summary>What the story calls it.</summary>
    public string Name => ShortOf(Id);

    /// <summary>The first part of a uuid; any other id as it is.</summary>
    public static string ShortOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length == UuidLength ? id.Split('-')[0] : id;
    }
}
