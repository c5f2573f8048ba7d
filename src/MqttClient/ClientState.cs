namespace Garita.MqttClient;

/// <summary>What a client is doing.</summary>
public enum ClientState
{
    /// <summary>Not started.</summary>
    Idle,

    /// <summary>Opening a connection: TLS, CONNECT, subscriptions.</summary>
    Connecting,

    /// <summary>Connected and subscribed.</summary>
    Connected,

    /// <summary>Waiting before the next attempt.</summary>
    Waiting,

    /// <summary>Stopped for good.</summary>
    Stopped,
}
