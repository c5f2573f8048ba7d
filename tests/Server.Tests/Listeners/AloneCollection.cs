namespace Garita.Server.Tests.Listeners;

/// <summary>Tests that count the process's handles and memory run alone.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
