namespace Garita.Device.Update.Journal;

/// <summary>An attempt that ended, well or not.</summary>
/// <param name="Deployment">The server's name for the offer.</param>
/// <param name="Attempt">Which attempt at it.</param>
public sealed record ConcludedAttempt(string Deployment, int Attempt);
