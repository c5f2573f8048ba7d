using Microsoft.Extensions.Hosting;

namespace Garita.Server.Api;

/// <summary>Leaves signals alone: whoever started the server decides when it stops.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
