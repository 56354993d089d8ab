#include "peer.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vulkan/vulkan_core.h>

/* A device of Vulkan, and as much of it as is used here. */
struct gpu {
  VkDevice device;
  VkPhysicalDeviceMemoryProperties memory;
  PFN_vkCreateImage create_image;
  PFN_vkDestroyImage destroy_image;
  PFN_vkGetImageMemoryRequirements get_requirements;
  PFN_vkGetImageDrmFormatModifierPropertiesEXT get_modifier;
  PFN_vkGetImageSubresourceLayout get_layout;
  PFN_vkAllocateMemory allocate;
  PFN_vkFreeMemory free;
  PFN_vkBindImageMemory bind;
  PFN_vkGetMemoryFdKHR get_descriptor;
};

static const VkExternalMemoryHandleTypeFlags dma_buf = VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT;

static void find_functions(struct gpu *gpu, PFN_vkGetDeviceProcAddr get) {
  gpu->create_image = (PFN_vkCreateImage)get(gpu->device, "vkCreateImage");
  gpu->destroy_image = (PFN_vkDestroyImage)get(gpu->device, "vkDestroyImage");
  gpu->get_requirements = (PFN_vkGetImageMemoryRequirements)get(gpu->device, "vkGetImageMemoryRequirements");
  gpu->get_modifier = (PFN_vkGetImageDrmFormatModifierPropertiesEXT)get(
      gpu->device, "vkGetImageDrmFormatModifierPropertiesEXT");
  gpu->get_layout = (PFN_vkGetImageSubresourceLayout)get(gpu->device, "vkGetImageSubresourceLayout");
  gpu->allocate = (PFN_vkAllocateMemory)get(gpu->device, "vkAllocateMemory");
  gpu->free = (PFN_vkFreeMemory)get(gpu->device, "vkFreeMemory");
  gpu->bind = (PFN_vkBindImageMemory)get(gpu->device, "vkBindImageMemory");
  gpu->get_descriptor = (PFN_vkGetMemoryFdKHR)get(gpu->device, "vkGetMemoryFdKHR");
}

void *peer_open_vulkan(const char *name) {
  void *library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return NULL;
  PFN_vkGetInstanceProcAddr get = (PFN_vkGetInstanceProcAddr)dlsym(library, "vkGetInstanceProcAddr");
  const VkApplicationInfo application = {
      .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO, .apiVersion = VK_API_VERSION_1_1};
  const VkInstanceCreateInfo start = {
      .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &application};
  VkInstance instance;
  if (((PFN_vkCreateInstance)get(NULL, "vkCreateInstance"))(&start, NULL, &instance) != VK_SUCCESS) return NULL;
  VkPhysicalDevice devices[32], found = NULL;
  uint32_t count = 32;
  if (((PFN_vkEnumeratePhysicalDevices)get(instance, "vkEnumeratePhysicalDevices"))(instance, &count, devices) < 0)
    return NULL;
  for (uint32_t index = 0; index < count && found == NULL; index++) {
    VkPhysicalDeviceProperties told;
    ((PFN_vkGetPhysicalDeviceProperties)get(instance, "vkGetPhysicalDeviceProperties"))(devices[index], &told);
    if (strcmp(told.deviceName, name) == 0) found = devices[index];
  }
  struct gpu *gpu = found == NULL ? NULL : calloc(1, sizeof *gpu);
  if (gpu == NULL) return NULL;
  ((PFN_vkGetPhysicalDeviceMemoryProperties)get(instance, "vkGetPhysicalDeviceMemoryProperties"))(
      found, &gpu->memory);
  const char *const extensions[] = {
      VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME, VK_EXT_EXTERNAL_MEMORY_DMA_BUF_EXTENSION_NAME,
      VK_KHR_IMAGE_FORMAT_LIST_EXTENSION_NAME, VK_EXT_IMAGE_DRM_FORMAT_MODIFIER_EXTENSION_NAME};
  const float priority = 0;
  const VkDeviceQueueCreateInfo queue = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, .queueCount = 1, .pQueuePriorities = &priority};
  const VkDeviceCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
      .queueCreateInfoCount = 1,
      .pQueueCreateInfos = &queue,
      .enabledExtensionCount = sizeof extensions / sizeof *extensions,
      .ppEnabledExtensionNames = extensions};
  if (((PFN_vkCreateDevice)get(instance, "vkCreateDevice"))(found, &info, NULL, &gpu->device) != VK_SUCCESS) {
    free(gpu);
    return NULL;
  }
  find_functions(gpu, (PFN_vkGetDeviceProcAddr)get(instance, "vkGetDeviceProcAddr"));
  return gpu;
}

/* A linear image of VK_FORMAT_B8G8R8A8_UNORM, which is DRM's XRGB8888. */
static VkResult create(const struct gpu *gpu, uint32_t width, uint32_t height, uint64_t stride, VkImage *image) {
  const VkSubresourceLayout plane = {.rowPitch = stride};
  const VkImageDrmFormatModifierExplicitCreateInfoEXT layout = {
      .sType = VK_STRUCTURE_TYPE_IMAGE_DRM_FORMAT_MODIFIER_EXPLICIT_CREATE_INFO_EXT,
      .drmFormatModifierPlaneCount = 1,
      .pPlaneLayouts = &plane};
  const VkExternalMemoryImageCreateInfo external = {
      .sType = VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_IMAGE_CREATE_INFO, .pNext = &layout, .handleTypes = dma_buf};
  const VkImageCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
      .pNext = &external,
      .imageType = VK_IMAGE_TYPE_2D,
      .format = VK_FORMAT_B8G8R8A8_UNORM,
      .extent = {width, height, 1},
      .mipLevels = 1,
      .arrayLayers = 1,
      .samples = VK_SAMPLE_COUNT_1_BIT,
      .tiling = VK_IMAGE_TILING_DRM_FORMAT_MODIFIER_EXT,
      .usage = VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT | VK_IMAGE_USAGE_SAMPLED_BIT |
               VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT};
  return gpu->create_image(gpu->device, &info, NULL, image);
}

/* Memory that can be exported, of this image alone: the device's own before other. */
static VkResult allocate(const struct gpu *gpu, VkImage image, VkDeviceMemory *memory) {
  VkMemoryRequirements needed;
  gpu->get_requirements(gpu->device, image, &needed);
  uint32_t type = UINT32_MAX;
  for (uint32_t index = gpu->memory.memoryTypeCount; index-- > 0;)
    if ((needed.memoryTypeBits >> index & 1) != 0) type = index;
  for (uint32_t index = gpu->memory.memoryTypeCount; index-- > 0;)
    if ((needed.memoryTypeBits >> index & 1) != 0 &&
        (gpu->memory.memoryTypes[index].propertyFlags & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT) != 0)
      type = index;
  const VkExportMemoryAllocateInfo exported = {
      .sType = VK_STRUCTURE_TYPE_EXPORT_MEMORY_ALLOCATE_INFO, .handleTypes = dma_buf};
  const VkMemoryDedicatedAllocateInfo dedicated = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_DEDICATED_ALLOCATE_INFO, .pNext = &exported, .image = image};
  const VkMemoryAllocateInfo info = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
      .pNext = &dedicated,
      .allocationSize = needed.size,
      .memoryTypeIndex = type};
  return gpu->allocate(gpu->device, &info, NULL, memory);
}

/* Whether the driver made what it was told. */
static bool is_as_told(const struct gpu *gpu, VkImage image, uint64_t stride) {
  VkImageDrmFormatModifierPropertiesEXT modifier = {
      .sType = VK_STRUCTURE_TYPE_IMAGE_DRM_FORMAT_MODIFIER_PROPERTIES_EXT};
  if (gpu->get_modifier(gpu->device, image, &modifier) != VK_SUCCESS || modifier.drmFormatModifier != 0) return false;
  const VkImageSubresource place = {.aspectMask = VK_IMAGE_ASPECT_MEMORY_PLANE_0_BIT_EXT};
  VkSubresourceLayout plane;
  gpu->get_layout(gpu->device, image, &place, &plane);
  return plane.offset == 0 && plane.rowPitch == stride;
}

long peer_vulkan_cycle(const void *device, uint32_t width, uint32_t height, uint64_t stride, bool carefully) {
  const struct gpu *gpu = device;
  VkImage image;
  VkDeviceMemory memory = VK_NULL_HANDLE;
  if (create(gpu, width, height, stride, &image) != VK_SUCCESS) return -EIO;
  int buffer = -1;
  VkResult result = allocate(gpu, image, &memory);
  if (result == VK_SUCCESS) result = gpu->bind(gpu->device, image, memory, 0);
  const VkMemoryGetFdInfoKHR share = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_GET_FD_INFO_KHR, .memory = memory, .handleType = dma_buf};
  if (result == VK_SUCCESS) result = gpu->get_descriptor(gpu->device, &share, &buffer);
  if (result == VK_SUCCESS && buffer < 0) result = VK_ERROR_TOO_MANY_OBJECTS;
  if (result == VK_SUCCESS) {
    peer_look(buffer, carefully);
    peer_ask(buffer, carefully);
    if (carefully && !is_as_told(gpu, image, stride)) result = VK_ERROR_UNKNOWN;
    close(buffer);
  }
  gpu->free(gpu->device, memory, NULL);
  gpu->destroy_image(gpu->device, image, NULL);
  return result == VK_SUCCESS ? 0 : -EIO;
}
