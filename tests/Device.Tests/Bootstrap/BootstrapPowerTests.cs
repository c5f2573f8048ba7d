using System.Text;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Device.Keys;
using Garita.Device.Telemetry;
using Garita.Device.Tests.Update;

namespace Garita.Device.Tests.Bootstrap;

/// <summary>
/// The power is cut at every operation that changes something, of the record and of the key store, before it, within it
/// and after it; and each device still ends with a certificate.
/// </summary>
public sealed class BootstrapPowerTests
{
    [Fact]
    public async Task Cut_at_any_operation_still_ends_with_a_certificate()
    {
        PowerSupply whole = new(CutKind.After, 1);
        await LiveAsync(whole);
        Assert.InRange(whole.Operations, 12, 100);

        foreach (CutKind kind in new[] { CutKind.BeforeAndUnsyncedLost, CutKind.Torn, CutKind.After })
        {
            for (int at = 1; at <= whole.Operations; at++)
            {
                PowerSupply supply = new(kind, at, at);
                await LiveAsync(supply);
                Assert.Equal(1, supply.CutsDone);
            }
        }
    }

    private static async Task LiveAsync(PowerSupply supply)
    {
        using BootstrapBench bench = new();
        bench.Storage.Power = supply;
        await using ScriptedPort port = await bench.ListenAsync();
        BootstrapOptions options = bench.Options(port) with { KeyStore = new CutKeyStore(bench.KeyStore, supply) };
        bool cut = false;
        try
        {
            await StartAsync(options);
        }
        catch (PowerCutException)
        {
            cut = true;
            bench.Storage.Restart(supply.Kind, supply.Chance);
            await StartAsync(options);
        }

        await using BootstrapClient after = new(options);
        Assert.Equal((cut, BootstrapState.Enrolled), (supply.CutsDone == 1, after.State));
        using DeviceCertificates certificates = bench.KeyStore.LoadCertificates();
        Assert.Equal(1, bench.Server.Certificates);
        long[] numbers = [.. bench.Server.Requests.Where(r => r.Seq is not null).Select(r => r.Seq!.Value)];
        Assert.Equal(numbers.Order().Distinct(), numbers);
        byte[] disk = new byte[bench.Storage.Length];
        bench.Storage.Read(0, disk);
        Assert.DoesNotContain("access-", Encoding.Latin1.GetString(disk), StringComparison.Ordinal);
    }

    private static async Task StartAsync(BootstrapOptions options)
    {
        await using BootstrapClient client = new(options);
        client.Record("temperature", new Measurement(21.5, "Cel"));
        await client.RunAsync(CancellationToken.None).WaitAsync(BootstrapBench.Patience);
    }
}
