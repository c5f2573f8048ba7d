namespace Garita.MqttClient;

/// <summary>One change of a client's state.</summary>
/// <param name="State">What the client does now.</param>
/// <param name="Fault">Why the last connection ended or was refused; null where nothing failed.</param>
/// <param name="SessionResumed">With <see cref="ClientState.Connected"/>: the broker still had the session.</param>
/// <param name="RetryIn">With <see cref="ClientState.Waiting"/>: how long.</param>
public sealed record StateChange(
    ClientState State,
    MqttClientException? Fault = null,
    bool SessionResumed = false,
    TimeSpan? RetryIn = null);
