using System.Text.Json.Nodes;
using Garita.Cli.Api;
using Garita.Cli.Bootstrap;
using Garita.Contracts.Api.Bootstrap;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Bootstrap;
using Garita.Device.Directories;

namespace Garita.Cli.Simulation;

/// <summary>A maker's factory, with one open batch: it tells the registry of devices, and makes them.</summary>
public sealed class DeviceFactory : IDisposable
{
    private readonly ApiClient _api;
    private readonly BirthKit _kit;
    private readonly NewKey _key;

    private DeviceFactory(ApiClient api, BirthKit kit, NewKey key)
    {
        _api = api;
        _kit = kit;
        _key = key;
    }

    /// <summary>The batch that every device of it belongs to.</summary>
    public string Batch => _kit.Batch.Name;

    /// <summary>Opens a batch; its birth key is made here.</summary>
    /// <param name="api">The server, as an operator; kept by the caller.</param>
    /// <param name="batch">A name that no batch had.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<DeviceFactory> OpenAsync(ApiClient api, string batch, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(api);
        NewKey? key = NewKey.Create(batch);
        try
        {
            BirthKit kit = await api.SendAsync<BirthKit>(
                HttpMethod.Post, "api/v1/batches", new AddBatchRequest(batch, key.RequestPem), stop);
            DeviceFactory factory = new(api, kit, key);
            key = null;
            return factory;
        }
        finally
        {
            key?.Dispose();
        }
    }

    /// <summary>Tells the registry of a device: where its code goes, and the state that it is to be in.</summary>
    public async Task ExpectAsync(
        string uuid, UnitSettings settings, JsonObject desired, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(settings);
        AddBootstrapDeviceRequest request = new(
            uuid,
            SecondFactorWord.Word(SecondFactor.Sms),
            Address: settings.Number,
            Batch: Batch,
            Type: settings.Type,
            Serial: settings.Serial,
            Groups: ["simulated"]);
        await _api.SendAsync<DeviceView>(HttpMethod.Post, "api/v1/bootstrap/devices", request, stop);
        await _api.SendAsync(HttpMethod.Put, $"api/v1/devices/{uuid}/desired", desired, stop);
    }

    /// <summary>Makes a device; whether the registry knows it is not the factory's business.</summary>
    public void Make(string directory, DeviceSettings device, UnitSettings settings) => UnitDirectory.Create(
        directory, device, settings, (files, path) => BirthCredentials.Write(files, path, _kit, _key));

    /// <summary>Forgets the birth key.</summary>
    public void Dispose() => _key.Dispose();
}
