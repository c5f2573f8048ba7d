namespace Garita.Cli.Tests.Harness;

/// <summary>One house with one server, shared by the tests that only use it as an operator does.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public const string Name = "server";

    public House House { get; private set; } = null!;

    public LongRun Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        House = await House.MakeAsync();
        Server = await House.ServeAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        House.Dispose();
    }
}
