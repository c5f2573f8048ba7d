using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using Dapper;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Firmware.Delivery;
using Garita.Server.Storage;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Updates.Offers;
using Garita.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Updates;

/// <summary>The counter that tells a device which offer is newest, whatever happens to clock and database.</summary>
public sealed class AssignmentCounterTests
{
    private const string Device = "ABCD1234";
    private const string Other = "OTHER";

    [Fact]
    public async Task Counter_rises_through_replacement_withdrawal_way_back_and_a_device_shut_out()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        long before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        List<long> counters = [];
        await OfferAsync(attempt: 1);
        await OfferAsync(attempt: 2);
        await house.Updates.Desk.WithdrawAsync("spring", null, "operator:ana", CancellationToken.None);
        await OfferAsync(attempt: 3);
        await OfferAsync(attempt: 4, wayBack: true);
        using HttpResponseMessage off = await house.Server.Api.PostAsync($"devices/{Device}/disable", null);
        using HttpResponseMessage on = await house.Server.Api.PostAsync($"devices/{Device}/enable", null);
        await OfferAsync(attempt: 5);

        Assert.Equal(5, counters.Count);
        Assert.Equal(counters.Order(), counters);
        Assert.Equal(counters, counters.Distinct());
        Assert.True(counters[0] >= before);

        async Task OfferAsync(int attempt, bool wayBack = false)
        {
            OfferOrder order = house.Order(Device) with
            {
                Attempt = attempt,
                Manifest = wayBack ? house.WayBack : house.Release,
            };
            Assert.Equal([OfferOutcome.Offered], await house.OfferAsync(order));

            // What the device is sent, not what the database has.
            UpdateOfferMessage sent = await UpdateHouse.NextOfferAsync(await house.ConnectAsync(Device), Device);
            Assert.Equal(attempt, sent.Attempt);
            Assert.Equal((await house.FindAsync(Device)).Counter, sent.Counter);
            counters.Add(sent.Counter);
        }
    }

    // So nothing begins again with a device's name: what counts for the name counts for the one device.
    [Fact]
    public async Task Name_of_a_removed_device_is_never_another_devices()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        long counter = (await house.FindAsync(Device)).Counter;
        using HttpResponseMessage removed = await house.Server.Api.DeleteAsync($"devices/{Device}");
        removed.EnsureSuccessStatusCode();
        using TestKey key = new();
        using HttpResponseMessage again = await house.Server.Api.PostAsJsonAsync(
            "devices", new AddDeviceRequest(Device, key.CsrPem), ApiJson.Default.AddDeviceRequest);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);

        // What the removed device was offered stays, and with it the highest counter.
        Assert.True(await PlaceAsync(house, Device, 2, DateTimeOffset.UnixEpoch) > counter);
    }

    [Fact]
    public async Task Counter_rises_when_the_clock_stands_still_or_is_set_back_for_each_device_by_itself()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, Other);
        DateTimeOffset now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        long clock = now.ToUnixTimeMilliseconds();
        Assert.Equal(clock, await PlaceAsync(house, Device, 1, now));
        Assert.Equal(clock + 1, await PlaceAsync(house, Device, 2, now));
        Assert.Equal(clock + 2, await PlaceAsync(house, Device, 3, now.AddYears(-30)));
        Assert.Equal(clock + 3, await PlaceAsync(house, Device, 4, DateTimeOffset.UnixEpoch.AddYears(-50)));
        Assert.Equal(clock + 1000, await PlaceAsync(house, Device, 5, now.AddSeconds(1)));

        // A clock that ran ahead once is not taken back either.
        long ahead = now.AddYears(100).ToUnixTimeMilliseconds();
        Assert.Equal(ahead, await PlaceAsync(house, Device, 6, now.AddYears(100)));
        Assert.Equal(ahead + 1, await PlaceAsync(house, Device, 7, now));

        // The other device has nothing of it; its first is never below 1.
        Assert.Equal(1, await PlaceAsync(house, Other, 1, DateTimeOffset.UnixEpoch.AddYears(-50)));
        Assert.Equal(clock, await PlaceAsync(house, Other, 2, now));
    }

    [Fact]
    public async Task Database_of_an_older_copy_gives_no_counter_that_devices_have_seen()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        long first = (await house.FindAsync(Device)).Counter;
        using TemporaryDirectory backup = new();
        await house.Server.Server.DisposeAsync();
        TestInstallation.Copy(house.Server.DataDirectory, backup.File("data"));
        await house.Server.RestartAsync();

        await house.OfferAsync(house.Order(Device) with { Attempt = 2 });
        long seen = (await house.FindAsync(Device)).Counter;
        await house.Server.Server.DisposeAsync();
        Directory.Delete(house.Server.DataDirectory, recursive: true);
        TestInstallation.Copy(backup.File("data"), house.Server.DataDirectory);
        await house.Server.RestartAsync();

        // What stands in the copy is older than what the device has seen, and says so.
        UpdateOfferMessage old = await UpdateHouse.NextOfferAsync(await house.ConnectAsync(Device), Device);
        Assert.Equal((1, first), (old.Attempt, old.Counter));
        Assert.True(first < seen);
        await house.OfferAsync(house.Order(Device) with { Attempt = 2 });
        Assert.True((await house.FindAsync(Device)).Counter > seen);
    }

    [Fact]
    public async Task Offers_of_a_database_from_before_the_counter_keep_their_order_below_every_new_one()
    {
        using TemporaryDirectory directory = new();
        using (SqliteConnection old = new($"Data Source={directory.File(Database.FileName)};Pooling=False"))
        {
            old.Open();
            MigrateTo14(old);
            old.Execute(
                """
                PRAGMA foreign_keys=OFF;
                INSERT INTO update_offer
                    (id, device, deployment, attempt, manifest, state, paths, ask, operation, offered_by, offered_ms)
                VALUES
                    (7, 'ABCD1234', 'spring', 1, 'm', 'superseded', 'mqtt', 1, 'o', 'a', 1763823600000),
                    (9, 'ABCD1234', 'spring', 2, 'm', 'offered', 'mqtt', 1, 'o', 'a', 1763823600000),
                    (8, 'OTHER', 'spring', 1, 'm', 'offered', 'mqtt', 1, 'o', 'a', 5)
                """);
        }

        using Database database = Database.Open(
            directory.Path, new StorageOptions(), NullLoggerFactory.Instance);
        long[] counters = await database.ReadAsync(
            db => db.Query<long>("SELECT counter FROM update_offer ORDER BY device, id").ToArray(),
            CancellationToken.None);
        Assert.Equal([7L, 9L, 8L], counters);
    }

    // The schema as it was before there was a counter: the last of what the program then had.
    private static void MigrateTo14(SqliteConnection connection)
    {
        const string prefix = "Garita.Server.Storage.Migrations.";
        Assembly server = typeof(Database).Assembly;
        foreach (string name in server.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(name => string.CompareOrdinal(name, prefix + "0015") < 0)
            .Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(server.GetManifestResourceStream(name)!);
            connection.Execute(reader.ReadToEnd());
        }

        connection.Execute($"PRAGMA application_id={0x47525441}; PRAGMA user_version=14");
    }

    // As the desk places it, with a clock of the test's.
    private static async Task<long> PlaceAsync(UpdateHouse house, string device, int attempt, DateTimeOffset now)
    {
        OfferOrder order = house.Order(device) with { Attempt = attempt };
        return await house.Server.Server.Data.Database.Writer.WriteAsync(
            db => OfferTable.Find(
                db, OfferTable.Place(db, order, Identity.Device(device), Guid.Empty, now))!.Counter,
            CancellationToken.None);
    }
}
