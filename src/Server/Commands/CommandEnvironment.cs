using Microsoft.Extensions.Logging;

namespace Garita.Server.Commands;

/// <summary>The clock and the log of commands and states.</summary>
/// <param name="Time">The clock of deadlines.</param>
/// <param name="Logger">Where outcomes are told.</param>
public sealed record CommandEnvironment(TimeProvider Time, ILogger Logger);
