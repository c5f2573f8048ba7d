using Garita.Cli.Demo.Simulation;

namespace Garita.Cli.Demo;

/// <summary>One device of the demo.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Serial">The maker's serial number.</param>
/// <param name="Device">How it behaves.</param>
public sealed record DemoRole(string Id, string Serial, ISimulatedDevice Device);
