using Dapper;
using Garita.Contracts.Api.Updates;
using Garita.Device.Update.Simulation;
using Garita.Firmware.Delivery;
using Garita.Firmware.Encryption;
using Garita.MqttClient;
using Garita.Server.Hosting;
using Garita.Server.Storage;
using Garita.Server.Updates.Offers;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Tests.Updates;

/// <summary>Device SDK and server, each as it ships.</summary>
public sealed class FieldUnitTests
{
    private const string Device = "UNIT0001";

    [Theory]
    [InlineData(ImageBehaviour.Unwell, UpdateReason.Unhealthy)]
    [InlineData(ImageBehaviour.Crashes, UpdateReason.DidNotStart)]
    public async Task Server_is_told_why_an_image_was_given_up(ImageBehaviour behaviour, UpdateReason reason)
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync();
        await FieldUnit.PublishAsync(house, "2.0", sequence: 7, behaviour);
        await using FieldUnit unit = await FieldUnit.MakeAsync(house, Device);
        unit.PowerOn(house);

        await house.OfferAsync(Device);

        OfferRecord offer = await house.UntilAsync(Device, offer => offer.DeviceState?.IsFinal() == true);
        Assert.Equal((UpdateState.RolledBack, reason), (offer.DeviceState, offer.Reason));
        Assert.Equal(OfferState.Ended, offer.State);
        Assert.Equal("1.0", unit.Started[^1]);
    }

    [Theory]
    [InlineData(DeliveryPath.Https)]
    [InlineData(DeliveryPath.Mqtt)]
    [InlineData(DeliveryPath.Carousel)]
    public async Task Encrypted_image_is_installed_with_the_key_offer_of_this_device_and_with_no_other(
        DeliveryPath path)
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync();
        using ImageEncryptor encryptor = await FieldUnit.PublishEncryptedAsync(house, "2.0", sequence: 7);
        await using FieldUnit unit = await FieldUnit.MakeAsync(house, Device);
        await using FieldUnit other = await FieldUnit.MakeAsync(house, "UNIT0002");
        unit.PowerOn(house);

        OfferOrder order = house.Order(Device) with { Paths = [path], KeyOffer = other.KeyOfferFor(encryptor) };
        await house.OfferAsync(order);
        OfferRecord refused = await house.UntilAsync(Device, offer => offer.DeviceState?.IsFinal() == true);
        Assert.Equal((UpdateState.Refused, UpdateReason.KeyMissing), (refused.DeviceState, refused.Reason));

        await house.OfferAsync(order with { Attempt = 2, KeyOffer = unit.KeyOfferFor(encryptor) });
        OfferRecord taken = await house.UntilAsync(
            Device, offer => offer.Attempt == 2 && offer.DeviceState?.IsFinal() == true);
        Assert.Equal(UpdateState.Installed, taken.DeviceState);
        Assert.Equal(["1.0", "2.0"], unit.Started);
    }

    [Fact]
    public async Task Status_that_the_database_does_not_take_is_not_acknowledged_until_it_does()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(Impatient, Device);
        await house.OfferAsync(Device);
        BrokerClient client = await house.ConnectAsync(Device);
        Task said;
        using (Hold(house))
        {
            said = UpdateHouse.ReportAsync(client, Device, house.Status(UpdateState.Installed));
            await house.Server.Log.WaitFor("Status of UNIT0001 not stored and not acknowledged");
            Assert.False(said.IsCompleted);
            OfferRecord meanwhile = await house.FindAsync(Device);
            Assert.Equal((OfferState.Offered, null), (meanwhile.State, meanwhile.DeviceState));
        }

        // On its next connection the client says it again.
        await said;
        Assert.Equal(UpdateState.Installed, (await house.FindAsync(Device)).DeviceState);
    }

    [Fact]
    public async Task Device_reports_its_rollback_again_until_the_database_has_it()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(Impatient);
        await FieldUnit.PublishAsync(house, "2.0", sequence: 7, ImageBehaviour.Crashes);
        await using FieldUnit unit = await FieldUnit.MakeAsync(house, Device);
        SqliteConnection? held = null;
        unit.OnStart = version => held ??= version == "2.0" ? Hold(house) : null;
        unit.PowerOn(house);
        await house.OfferAsync(Device);
        await house.Server.Log.WaitFor("Status of UNIT0001 not stored");
        OfferRecord meanwhile = await house.FindAsync(Device);

        held!.Dispose();

        OfferRecord offer = await house.UntilAsync(Device, offer => offer.DeviceState?.IsFinal() == true);
        Assert.NotEqual(UpdateState.RolledBack, meanwhile.DeviceState);
        Assert.Equal((UpdateState.RolledBack, UpdateReason.DidNotStart), (offer.DeviceState, offer.Reason));
    }

    private static GaritaOptions Impatient(GaritaOptions options) => options with
    {
        Storage = options.Storage with { LockWait = TimeSpan.FromSeconds(1) },
    };

    // Another program holds the database: nothing can be written, until it lets go.
    private static SqliteConnection Hold(UpdateHouse house)
    {
        string file = Path.Combine(house.Server.DataDirectory, Database.FileName);
        SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        connection.Execute("BEGIN IMMEDIATE");
        return connection;
    }
}
